//! All operations of the generated crate, from JSON to JSON.

use std::pin::Pin;

use onchainpay::{
    Client, Error, Operation, Output, address_book, addresses, advanced_account, auto_swaps,
    auto_withdrawals, base_actions, bridge, exchanges, invoices, kyt, orders, orphan_transactions,
    partner, personal_addresses, recurring_payments, webhook_log, withdrawals,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Error as Misfit, Value, from_value, to_value};

/// A call on its way; what comes back is written as JSON again.
type Calling<'a> = Pin<Box<dyn Future<Output = Result<Value, Error>> + 'a>>;

/// Sends the body of a request.
type Send = dyn for<'a> Fn(&'a Client, Value) -> Calling<'a>;

/// An operation whose request is made of JSON, and whose response is written as JSON.
pub(crate) struct Call {
    /// Its id in the document.
    pub(crate) id: &'static str,
    /// Whether the client opens the envelope of its response.
    pub(crate) is_opened: bool,
    send: Box<Send>,
    request: Box<dyn Fn(Value) -> Result<Value, Misfit>>,
    response: fn(Value) -> Result<Value, Misfit>,
}

impl Call {
    fn new<O>(read: fn(Value) -> Result<O, Misfit>, write: fn(&O) -> Result<Value, Misfit>) -> Self
    where
        O: Operation + 'static,
        Output<O>: Serialize + DeserializeOwned,
    {
        Self {
            id: O::INFO.id,
            is_opened: O::INFO.envelope.is_some(),
            send: Box::new(move |client, body| {
                Box::pin(async move {
                    let request = read(body).unwrap_or_else(|it| panic!("{}: {it}", O::INFO.id));
                    let response = client.send(&request).await?;
                    Ok(to_value(response).expect("what was read can be written"))
                })
            }),
            request: Box::new(move |body| write(&read(body)?)),
            response: |payload| to_value(from_value::<Output<O>>(payload)?),
        }
    }

    /// Calls the operation with the body of a request.
    pub(crate) async fn send(&self, client: &Client, body: Value) -> Result<Value, Error> {
        (self.send)(client, body).await
    }

    /// Reads the body of a request and writes it.
    pub(crate) fn request(&self, body: Value) -> Result<Value, Misfit> {
        (self.request)(body)
    }

    /// What the client gives of a response.
    pub(crate) fn payload(&self, response: &Value) -> Value {
        let payload = if self.is_opened {
            &response["response"]
        } else {
            response
        };
        payload.clone()
    }

    /// Reads the payload of a response and writes it.
    pub(crate) fn response(&self, payload: Value) -> Result<Value, Misfit> {
        (self.response)(payload)
    }
}

macro_rules! call {
    ($module:ident $type:ident) => {
        Call::new::<$module::$type>(from_value, |it| to_value(it))
    };
    // Without a body.
    ($module:ident $type:ident ()) => {
        Call::new(|_| Ok($module::$type), |_| Ok(Value::Null))
    };
    // With a body that may be absent.
    ($module:ident $type:ident { $body:ident }) => {
        Call::new(
            |it| {
                let $body = Some(from_value(it)?);
                Ok($module::$type { $body })
            },
            |it| to_value(&it.$body),
        )
    };
}

macro_rules! calls {
    ($($module:ident: $($type:ident $(($($none:tt)*))? $({ $body:ident })?),+;)+) => {
        vec![$($(call!($module $type $(($($none)*))? $({ $body })?)),+),+]
    };
}

/// All operations, by the modules of the crate.
pub(crate) fn calls() -> Vec<Call> {
    calls! {
        base_actions: AvailableCurrencies(), FindTx, GetTransactionHistory, PriceRate, TestSignature { body },
            ValidateAddress;
        advanced_account: AdvancedBalanceRequest { body }, AdvancedBalanceDepositAddress, AdvancedBalances();
        addresses: AccountAddresses, AddAddress, BusinessAddress, BusinessAddresses, CreatePayoutAddress,
            FindByAddress, FindById, LastTransaction, PayoutBalances, RecurrentAddresses, SetMeta,
            Transactions;
        personal_addresses: AddTrustedAddress, CreatePersonalUser, DelTrustedAddress, GetPersonalUser,
            GetTrustedAddresses, GetUserAddress, GetUserAddresses;
        orders: MakeOrder, OrderRequest, Orders;
        withdrawals: GetWithdrawal, MakeWithdrawal, MakeWithdrawalAsync, WithdrawalFeeToken;
        invoices: GetInvoice, GetInvoices, MakeInvoice;
        auto_swaps: CreateAutoSwap, GetAutoSwap;
        auto_withdrawals: ApproveAutoWithdrawal, CreateAutoWithdrawal, GetAutoWithdrawal;
        bridge: BridgeFeeToken, BridgeLimit(), CreateBridgeTransfer, GetBridgeTransfer;
        exchanges: CreateSwap, GetSwap, SwapFeeToken, SwapLimit();
        recurring_payments: CancelSubscription, CreateSubscriberBillingLink, CreateSubscription,
            DisableSubscriberBillingLink, GetBillingLink, GetBillingLinksBySubscriber, GetSubscription,
            MakePayment;
        kyt: CheckTransfer, CheckWithdrawalAddress, WithdrawalAddressScreening;
        partner: CreateApiKeys, CreateUser, CreateUserOrganization, DeleteApiKeys, GetApiKeys,
            GetDefaultTariffs(), GetOrganizationAdvancedBalances, GetOrganizationTariffs, GetUser,
            GetUserOrganizations, GetUsers, SetOrganizationTariff, TopUpAdvancedBalance;
        webhook_log: GetWebhook, GetWebhookVerbose;
        orphan_transactions: GetDeposit, GetDeposits, WithdrawalRequest, WithdrawalToken;
        address_book: AddAddressBookEntry, GetAddressBook, RemoveAddressBookEntry, UpdateAddressBookEntry;
    }
}
